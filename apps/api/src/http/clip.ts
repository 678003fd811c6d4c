/** A text of at most so many characters: what was cut off is told by an ellipsis. */
export const clip = (text: string, maximum: number): string =>
  text.length > maximum ? `${text.slice(0, maximum - 1).toWellFormed()}…` : text;
