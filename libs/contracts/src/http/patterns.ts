import * as areas from '../areas.ts';

const ofAreas = Object.entries(areas).filter(([name]) => name.endsWith('Patterns'));

/** What a refusal says of a string that does not match, by pattern: those of all areas. Other patterns are shown as they are. */
export const patternMeanings: Readonly<Record<string, string>> = Object.assign(
  {},
  ...ofAreas.map(([, meanings]) => meanings),
);
