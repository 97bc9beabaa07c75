/** Reads XML. Throws with the parser's message; external entities are never read. */
export interface ReportDocuments {
  /** The root element's name and content: attributes and children by name, several of a name as a list, text as `#text`. */
  parseXml(content: string): { root: string; content: unknown };
}
