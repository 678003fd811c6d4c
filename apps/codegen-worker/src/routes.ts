import type { MessageHandler, QueueConsumerOptions } from '@snapinfra/aws-clients';
import { codeGenerationRequested, type AnyMessageDefinition, type MessageOf } from '@snapinfra/contracts';
import { createGenerateHandler } from './code-generations/generate.handler.ts';
import type { Dependencies } from './dependencies.ts';

/** Messages, and what is done with them. */
export interface Route {
  readonly messages: readonly AnyMessageDefinition[];
  readonly handle: MessageHandler<MessageOf<AnyMessageDefinition>>;
}

const route = <Definition extends AnyMessageDefinition>(
  messages: readonly Definition[],
  handler: MessageHandler<MessageOf<Definition>>,
): Route => ({ messages, handle: (message, context) => handler(message as MessageOf<Definition>, context) });

/** The messages that this worker takes from its queue: a line for each kind of job. */
export const createRoutes = (deps: Dependencies): readonly Route[] => [
  route(codeGenerationRequested.read, createGenerateHandler(deps)),
];

/** What a consumer needs of routes: it reads no message but theirs. */
export const routed = (
  routes: readonly Route[],
): Pick<QueueConsumerOptions<AnyMessageDefinition>, 'messages' | 'handler'> => ({
  messages: routes.flatMap(({ messages }) => messages),
  handler: (message, context) => {
    const isOf = ({ type }: AnyMessageDefinition) => 'type' in message && message.type === type;
    const found = routes.find(({ messages }) => messages.some(isOf));
    if (!found) throw new Error('A message was read that no route takes.');
    return found.handle(message, context);
  },
});
