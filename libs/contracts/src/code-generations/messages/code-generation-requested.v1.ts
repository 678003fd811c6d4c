import Type from 'typebox';
import { defineMessage } from '../../messages/define-message.ts';
import type { MessageOf } from '../../messages/versioned.ts';

/** Gateway → codegen worker: generate the project of this record. Everything else is read from the record. */
export const codeGenerationRequestedV1 = defineMessage(
  'code-generation.requested',
  1,
  Type.Object(
    {
      generationId: Type.String({ minLength: 1, maxLength: 64 }),
      userId: Type.String({ minLength: 1, maxLength: 256 }),
    },
    { additionalProperties: false },
  ),
);
export type CodeGenerationRequestedV1 = MessageOf<typeof codeGenerationRequestedV1>;
