export { arbitraryDataModel, type ModelOptions } from './arbitrary-data-model.ts';
export { arbitraryName, oddNames, plainNames } from './names.ts';
export { hostileTexts } from './hostile-texts.ts';
export { syntheticModel } from './synthetic-model.ts';
