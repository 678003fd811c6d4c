import Type from 'typebox';
import type { MessageOf } from '../../messages/versioned.ts';
import { defineEvent } from '../../messages/define-event.ts';

/** A code generation has reached an end: `status` of the event is `completed` or `failed`. */
export const codeGenerationFinishedV1 = defineEvent(
  'code-generation.finished',
  1,
  Type.Object(
    {
      generationId: Type.String({ minLength: 1, maxLength: 64 }),
      /** Bytes of the archive, where there is one. */
      archiveBytes: Type.Optional(Type.Integer({ minimum: 0 })),
      fileCount: Type.Optional(Type.Integer({ minimum: 0 })),
      error: Type.Optional(
        Type.Object({ code: Type.String(), message: Type.String() }, { additionalProperties: false }),
      ),
    },
    { additionalProperties: false },
  ),
);
export type CodeGenerationFinishedV1 = MessageOf<typeof codeGenerationFinishedV1>;
