/** Makes JSON of what CloudFormation takes as a template. Throws an Error that says where it is malformed. */
export interface TemplateDocuments {
  toJson(text: string): string;
}
