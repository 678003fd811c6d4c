import { describe, expect, it } from 'vitest';
import { SettingsError } from '../start/settings.ts';
import { readTokenArguments, usage } from './token-arguments.ts';

const hour = 3600;

describe('the arguments of npm run token', () => {
  it('need a user only', () => {
    expect(readTokenArguments(['--user', 'ada'])).toEqual({ user: 'ada', admin: false, lifetimeSeconds: 8 * hour });
  });

  it('say what the token claims', () => {
    const argv = ['--user=ada', '--email', 'ada@example.com', '--name', 'Ada L.', '--admin', '--expires-in', '30m'];
    const { email, name } = { email: 'ada@example.com', name: 'Ada L.' };
    expect(readTokenArguments(argv)).toEqual({ user: 'ada', email, name, admin: true, lifetimeSeconds: hour / 2 });
  });

  it.each([
    ['90s', 90],
    ['8h', 8 * hour],
    ['7d', 168 * hour],
  ])('take a lifetime of %s', (duration, lifetimeSeconds) => {
    expect(readTokenArguments(['--user', 'ada', '--expires-in', duration])).toMatchObject({ lifetimeSeconds });
  });

  it('can ask for help', () => {
    expect(readTokenArguments(['--help'])).toBe('help');
  });

  it.each([
    [[], /^--user is needed/],
    [['--user'], /^Option '--user <value>' needs a value\.\n/],
    [['--user', '--admin'], /^Option '--user' needs a value\.\n/],
    [['--user', ''], /^--user is empty/],
    [['--user', 'a\nb'], /^--user is .*not plain text/],
    [['--user', 'a'.repeat(257)], /^--user is .*longer than 256/],
    [['--user', 'ada', '--email', 'ada'], /^--email ada is not an e-mail address\.\n/],
    [['--user', 'ada', '--email', 'a@b@c'], /^--email a@b@c is not/],
    [['--user', 'ada', '--email', `${'a'.repeat(253)}@b`], /^--email a+@b is not/],
    [['--user', 'ada', '--name', ' '], /^--name is empty/],
    [['--user', 'ada', '--expires-in', 'soon'], /^--expires-in soon is not a duration such as/],
    [['--user', 'ada', '--expires-in', '0h'], /^--expires-in 0h is not/],
    [['--user', 'ada', '--expires-in=-1h'], /^--expires-in -1h is not/],
    [['--user', 'ada', '--expires-in', '8'], /^--expires-in 8 is not/],
    [['--user', 'ada', '--role', 'admin'], /^Unknown option '--role'\.\n/],
    [['--user', 'ada', '--admin=yes'], /^Option '--admin' does not take an argument\.\n/],
    [['ada'], /^Unexpected argument 'ada'\.\n/],
  ] as const)('are refused with a sentence and the usage: %j', (argv, sentence) => {
    const refused = () => readTokenArguments(argv);
    expect(refused).toThrow(SettingsError);
    expect(refused).toThrow(sentence);
    expect(refused).toThrow(`.\nUsage: ${usage}`);
  });
});
