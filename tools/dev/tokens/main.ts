import { stateFolder } from '../lib/run-state.ts';
import { readEnvironment, SettingsError } from '../start/settings.ts';
import { issuesTokens } from './local-issuer.ts';
import { signToken } from './sign-token.ts';
import { readTokenArguments, usage } from './token-arguments.ts';
import { ensureTokenKey } from './token-key.ts';

/** What is printed: the token alone, so that `$(npm run -s token -- …)` is one. */
const answer = async (argv: readonly string[]): Promise<string> => {
  const wanted = readTokenArguments(argv);
  if (wanted === 'help') return usage;
  const env = readEnvironment(process.env);
  if (!issuesTokens(env)) {
    throw new SettingsError(
      `JWT_JWKS_URL=${env['JWT_JWKS_URL']} is set, so the gateway takes the tokens of that issuer only: get one there, or unset the variable.`,
    );
  }
  return signToken(wanted, { key: await ensureTokenKey(stateFolder(env)), env, now: new Date() });
};

/** The stack only of what nobody could have done otherwise. */
const sentenceOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const isOfFiles = 'syscall' in error;
  if (isOfFiles) return `The key in the state folder cannot be read or made: ${error.message}`;
  return error instanceof SettingsError ? error.message : (error.stack ?? error.message);
};

try {
  process.stdout.write(`${await answer(process.argv.slice(2))}\n`);
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}
