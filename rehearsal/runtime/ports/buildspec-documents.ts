/** Reads YAML, which JSON is part of. Throws with the parser's message. */
export interface BuildspecDocuments {
  parse(content: string): unknown;
}
