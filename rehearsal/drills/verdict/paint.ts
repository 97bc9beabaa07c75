/** Puts colour around text, or nothing: the caller knows whether there is a terminal and what NO_COLOR says. */
export type Paint = (colour: 'green' | 'red' | 'dim' | 'bold', text: string) => string;
