import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { StartupError } from './core/startup-error.ts';

const optionalText = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));

/** The environment that the server reads; `.env.example` lists it. */
const Environment = Type.Object({
  NODE_ENV: optionalText('`production` does not allow AUTH_MODE=none'),
  HOST: optionalText('Address to listen on; 127.0.0.1 by default'),
  PORT: Type.Optional(
    Type.String({ pattern: '^\\d{1,5}$', description: 'Port to listen on; 3000 by default, 0 picks a free one' }),
  ),
  LOG_LEVEL: Type.Optional(
    Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { description: 'info by default' }),
  ),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      description: 'URL of PostgreSQL; by default an embedded database in DATA_FOLDER',
    }),
  ),
  DATABASE_POOL_SIZE: Type.Optional(
    Type.String({ pattern: '^[1-9]\\d{0,2}$', description: 'Maximum number of connections; 10 by default' }),
  ),
  DATABASE_TIMEOUT_MS: Type.Optional(
    Type.String({ pattern: '^[1-9]\\d{0,6}$', description: 'Statement timeout; 15000 by default' }),
  ),
  DATA_FOLDER: optionalText('Folder of the embedded database; .data by default, `memory` keeps it in memory only'),
  MIGRATE_ON_START: Type.Optional(
    Type.Enum(['true', 'false'], {
      description: 'Whether to migrate at start; by default not for PostgreSQL in production',
    }),
  ),
  MIGRATION_LOCK_TIMEOUT_MS: Type.Optional(
    Type.String({
      pattern: '^[1-9]\\d{0,6}$',
      description:
        'How long a migration waits for a lock before it lets others through and tries again; 1000 by default',
    }),
  ),
  MIGRATION_WAIT_MS: Type.Optional(
    Type.String({
      pattern: '^[1-9]\\d{0,8}$',
      description: 'How long a migration tries to get its locks, and waits for another process; 300000 by default',
    }),
  ),
  AUTH_MODE: Type.Optional(
    Type.Enum(['jwt', 'none'], { description: 'jwt if JWT_SECRET or JWT_JWKS_URL is set, otherwise none' }),
  ),
  JWT_JWKS_URL: Type.Optional(Type.String({ pattern: '^https?://', description: 'Public keys of the token issuer' })),
  JWT_SECRET: Type.Optional(Type.String({ minLength: 32, description: 'Shared secret of HS256 tokens' })),
  JWT_ISSUER: optionalText('Required value of `iss`; needed with JWT_JWKS_URL'),
  JWT_AUDIENCE: optionalText('Required value of `aud`; needed with JWT_JWKS_URL'),
  MAX_EVENT_LOOP_DELAY_MS: Type.Optional(
    Type.String({
      pattern: '^\\d{1,6}$',
      description: 'Event loop lag beyond which requests get a 503; 5000 by default, 0 turns it off',
    }),
  ),
  CORS_ORIGINS: optionalText('Origins that browsers may call the API from, separated by commas; none by default'),
});
type Environment = Static<typeof Environment>;

export interface JwtConfig {
  readonly mode: 'jwt';
  readonly keys: { readonly jwksUrl: string } | { readonly secret: string };
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly logLevel: NonNullable<Environment['LOG_LEVEL']>;
  readonly database:
    | {
        readonly kind: 'postgres';
        readonly url: string;
        readonly poolSize: number;
        readonly statementTimeoutMs: number;
      }
    | { readonly kind: 'embedded'; readonly folder: string | undefined };
  readonly migrateOnStart: boolean;
  readonly migrations: { readonly lockTimeoutMs: number; readonly waitMs: number };
  readonly auth: JwtConfig | { readonly mode: 'none' };
  readonly corsOrigins: readonly string[];
  /** 0 turns the check off; always 0 with the embedded database, whose queries block the event loop themselves. */
  readonly maxEventLoopDelayMs: number;
}

const readEnvironment = (environment: Readonly<Record<string, string | undefined>>): Environment => {
  const names = Object.keys(Environment.properties);
  const present = Object.fromEntries(
    names.map((name) => [name, environment[name]]).filter(([, value]) => value !== undefined && value !== ''),
  );
  const validator = Compile(Environment);
  if (validator.Check(present)) return present;
  const properties: Readonly<Record<string, object>> = Environment.properties;
  const lines = validator.Errors(present).map(({ instancePath, message }) => {
    const name = instancePath.slice(1);
    const property = properties[name] ?? {};
    return `${name} ${message}${'description' in property ? ` (${String(property.description)})` : ''}`;
  });
  throw new StartupError([...new Set(lines)].join('\n'));
};

const readJwt = (environment: Environment): JwtConfig => {
  const { JWT_JWKS_URL: jwksUrl, JWT_SECRET: secret, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = environment;
  if (jwksUrl !== undefined && secret !== undefined) throw new StartupError('Set JWT_JWKS_URL or JWT_SECRET, not both');
  if (secret !== undefined) return { mode: 'jwt', keys: { secret }, issuer, audience };
  if (jwksUrl === undefined) throw new StartupError('AUTH_MODE=jwt needs JWT_JWKS_URL or JWT_SECRET');
  if (issuer === undefined || audience === undefined) {
    throw new StartupError(
      'JWT_JWKS_URL needs JWT_ISSUER and JWT_AUDIENCE: the keys of an issuer also sign tokens for other APIs',
    );
  }
  return { mode: 'jwt', keys: { jwksUrl }, issuer, audience };
};

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

const readAuth = (environment: Environment, host: string): Config['auth'] => {
  const hasKeys = environment.JWT_JWKS_URL !== undefined || environment.JWT_SECRET !== undefined;
  const mode = environment.AUTH_MODE ?? (hasKeys ? 'jwt' : 'none');
  if (mode === 'jwt') return readJwt(environment);
  if (environment.NODE_ENV === 'production') {
    throw new StartupError('AUTH_MODE=none is refused with NODE_ENV=production: set JWT_JWKS_URL or JWT_SECRET');
  }
  if (!loopback.has(host)) throw new StartupError(`AUTH_MODE=none listens on 127.0.0.1 only, and HOST is ${host}`);
  return { mode: 'none' };
};

const readDatabase = (environment: Environment): Config['database'] => {
  if (environment.DATABASE_URL === undefined) {
    const folder = environment.DATA_FOLDER ?? '.data';
    return { kind: 'embedded', folder: folder === 'memory' ? undefined : folder };
  }
  return {
    kind: 'postgres',
    url: environment.DATABASE_URL,
    poolSize: Number(environment.DATABASE_POOL_SIZE ?? 10),
    statementTimeoutMs: Number(environment.DATABASE_TIMEOUT_MS ?? 15_000),
  };
};

/**
 * Reads the configuration from environment variables.
 * @throws StartupError that names the invalid variables
 */
export const readConfig = (variables: Readonly<Record<string, string | undefined>>): Config => {
  const environment = readEnvironment(variables);
  const host = environment.HOST ?? '127.0.0.1';
  const port = Number(environment.PORT ?? 3000);
  if (port > 65_535) throw new StartupError('PORT must be at most 65535');
  const embedded = environment.DATABASE_URL === undefined;
  const migrate =
    environment.MIGRATE_ON_START ?? (embedded || environment.NODE_ENV !== 'production' ? 'true' : 'false');
  return {
    host,
    port,
    logLevel: environment.LOG_LEVEL ?? 'info',
    database: readDatabase(environment),
    migrateOnStart: migrate === 'true',
    migrations: {
      lockTimeoutMs: Number(environment.MIGRATION_LOCK_TIMEOUT_MS ?? 1000),
      waitMs: Number(environment.MIGRATION_WAIT_MS ?? 300_000),
    },
    auth: readAuth(environment, host),
    corsOrigins: (environment.CORS_ORIGINS ?? '')
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ''),
    maxEventLoopDelayMs: embedded ? 0 : Number(environment.MAX_EVENT_LOOP_DELAY_MS ?? 5000),
  };
};
