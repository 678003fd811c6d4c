import manifest from '../package.json' with { type: 'json' };

/** The version of this generator: part of what a generation's bytes follow from, and written into its manifest. */
export const generatorVersion: string = manifest.version;
