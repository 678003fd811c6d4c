import { noDoubleAssertion } from './no-double-assertion.ts';
import { noRawInterpolation } from './no-raw-interpolation.ts';
import { oneCommit } from './one-commit.ts';
import { oneDirection } from './one-direction.ts';

/** Custom rules for oxlint (`jsPlugins` in .oxlintrc.json). */
export default {
  meta: { name: 'house' },
  rules: {
    'no-double-assertion': noDoubleAssertion,
    'no-raw-interpolation': noRawInterpolation,
    'one-commit': oneCommit,
    'one-direction': oneDirection,
  },
};
