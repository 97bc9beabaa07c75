/** Reads the text of an AppSpec, JSON or YAML, into plain values. Throws an Error that says where it is malformed. */
export interface AppSpecDocuments {
  parse(content: string): unknown;
}
