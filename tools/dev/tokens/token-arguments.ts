import { parseArgs } from 'node:util';
import { SettingsError } from '../start/settings.ts';

/** What `npm run token` is asked for. */
export interface TokenArguments {
  readonly user: string;
  readonly email?: string;
  readonly name?: string;
  readonly admin: boolean;
  readonly lifetimeSeconds: number;
}

export const usage =
  'npm run token -- --user ada [--email ada@example.com] [--name "Ada L."] [--admin] [--expires-in 8h]';

const options = {
  user: { type: 'string' },
  email: { type: 'string' },
  name: { type: 'string' },
  admin: { type: 'boolean', default: false },
  'expires-in': { type: 'string', default: '8h' },
  help: { type: 'boolean', default: false },
} as const;

const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

const wrong = (sentence: string) => new SettingsError(`${sentence}\nUsage: ${usage}`);

/** @throws SettingsError with a sentence about what is wrong, and the usage */
export const readTokenArguments = (argv: readonly string[]): TokenArguments | 'help' => {
  const { user, email, name, admin, help, 'expires-in': duration } = parse(argv);
  if (help) return 'help';
  if (user === undefined) throw wrong('--user is needed: the id of the user, which is the subject of the token.');
  if (!isPlain(user, 256)) throw wrong('--user is empty, longer than 256 characters or not plain text.');
  if (name !== undefined && !isPlain(name, 200))
    throw wrong('--name is empty, longer than 200 characters or not plain text.');
  if (email !== undefined && !isAddress(email)) throw wrong(`--email ${email} is not an e-mail address.`);
  return {
    ...{ user, admin, lifetimeSeconds: lifetimeOf(duration) },
    ...(email !== undefined && { email }),
    ...(name !== undefined && { name }),
  };
};

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    // The rest of Node's text is about options of other commands.
    const [sentence = ''] = (error as Error).message.split(/\.\s/);
    throw wrong(`${sentence.replace(/ argument (missing|is ambiguous)$/, ' needs a value').replace(/\.$/, '')}.`);
  }
};

/** The limits of the gateway, which would refuse or cut the claim. */
const isPlain = (text: string, maximum: number): boolean =>
  text.trim() !== '' && text.length <= maximum && !/\p{Cc}/u.test(text);

const isAddress = (text: string): boolean => isPlain(text, 254) && /^[^\s@]+@[^\s@]+$/.test(text);

const lifetimeOf = (duration: string): number => {
  const [, count, unit] = /^([1-9]\d{0,4})([smhd])$/.exec(duration) ?? [];
  if (count === undefined) {
    throw wrong(`--expires-in ${duration} is not a duration such as 90s, 30m, 8h or 7d.`);
  }
  return Number(count) * secondsOf[unit as keyof typeof secondsOf];
};
