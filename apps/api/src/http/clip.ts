/** The text, cut to this many characters; an ellipsis shows the cut. */
export const clip = (text: string, maximum: number): string =>
  text.length > maximum ? `${text.slice(0, maximum - 1).toWellFormed()}…` : text;
