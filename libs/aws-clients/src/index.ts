export * from './aws-clients.ts';
export * from './errors.ts';
export * from './dependency-probes.ts';
export { createSchemaCodec } from './schema-codec.ts';
export { untilAborted } from './backoff.ts';
export * from './wait-for-dependencies.ts';
export { eachInParallel, mapInParallel } from './each-in-parallel.ts';
export { createTable, type TableDeps } from './dynamodb/create-table.ts';
export { transactWrite } from './dynamodb/transact-write.ts';
export { createReadBatch } from './dynamodb/read-batch.ts';
export type * from './dynamodb/table.types.ts';
export {
  allOf,
  anyOf,
  attributeExists,
  attributeNotExists,
  compare,
  compareSize,
  equals,
  itemExists,
  itemIsNew,
  oneOf,
  type AttributePath,
  type Comparator,
  type Condition,
} from './dynamodb/expression.ts';
export { createDocumentStore, type DocumentStoreDeps } from './documents/document-store.ts';
export type { DocumentStore, EncodeOptions } from './documents/document-store.types.ts';
export { Bytes, StoredDocument } from './documents/stored-document.ts';
export { createObjectStore, type ObjectStoreDeps } from './objects/object-store.ts';
export { attachmentDisposition } from './objects/content-disposition.ts';
export type * from './objects/object-store.types.ts';
export { createQueueProducer, type QueueProducerDeps } from './queue/queue-producer.ts';
export { createQueueConsumer } from './queue/queue-consumer.ts';
export { ack, giveBack, reject, retryAfter, type Outcome } from './queue/outcome.ts';
export { attributeNames } from './queue/message-attributes.ts';
export type * from './queue/queue.types.ts';
export { createNotifier, type NotifierDeps } from './notifier/notifier.ts';
export type { Notifier, PublishOptions } from './notifier/notifier.types.ts';
