/* The messages and events of the areas, which no browser needs: an area that has some is a line here, too. */
export * from './code-generations/messages/index.ts';
