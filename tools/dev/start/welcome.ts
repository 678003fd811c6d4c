import { styleText } from 'node:util';
import { seconds } from '../lib/progress.mjs';
import { stateFolder } from '../lib/run-state.ts';
import type { Settings } from './settings.ts';
import { gatewayUrl } from './system.ts';

export interface WelcomeOptions {
  readonly settings: Settings;
  readonly print: (line: string) => void;
  readonly startedInMs: number;
}

/** Signed with the key of this state folder, by which the gateway checks it. */
const tokenCommand = ({ folder, ports }: Settings): string => {
  if (ports.keySet === 0) return '';
  const ofFolder = folder === stateFolder({}) ? '' : `SNAPINFRA_STATE_DIR='${folder}' `;
  return `
  ${ofFolder}npm run -s token -- --user me --email me@example.com   # a JWT: -H "authorization: Bearer <JWT>"`;
};

/** Prints the URLs and a few commands to try. */
export const printWelcome = ({ settings, print, startedInMs }: WelcomeOptions): void => {
  const url = gatewayUrl(settings);
  const bold = (text: string) => styleText('bold', text, { stream: process.stdout });
  const { folder, ports, awsElsewhere, services, watch } = settings;
  const asMe =
    settings.env['AUTH_MODE'] === 'jwt'
      ? '"authorization: Bearer $(npm run -s token -- --user me)"'
      : "'x-dev-user-id: me'";
  print(`
${bold(`Snapinfra is running.`)}  (${seconds(startedInMs)}${watch ? ', restarting on change' : ''})

  Gateway        ${bold(url)}
  API reference  ${bold(`${url}/docs`)}
  AWS            ${awsElsewhere ?? `http://127.0.0.1:${ports.aws} (DynamoDB: ${ports.dynamo}), data in ${folder}`}${services.map(({ name, port }) => `\n  ${name.padEnd(14)} http://127.0.0.1:${port}`).join('')}

Try, in another terminal:

  curl -s ${url}/api/health/ready
  curl -s ${url}/api/projects -H ${asMe} -H 'content-type: application/json' -d '{"name":"My shop"}'${tokenCommand(settings)}
  npm run demo${watch ? '' : '                    # from a model to a running backend'}

Ctrl-C stops everything; the data stays. LOG_LEVEL=info shows more.
`);
};
