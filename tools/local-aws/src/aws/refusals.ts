import type { FastifyReply, FastifyRequest } from 'fastify';
import { queryOf, refuseS3, s3Target } from './s3-request.ts';

/**
 * Rejects calls that fauxqs would silently get wrong: it would return 200 and replace an object by its tags, delete the
 * current version instead of an old one, or accept a subscription that never delivers. They get a 501 with an
 * explanation. The lists contain what is known to work, so that all other calls are rejected as well.
 */
const tail = 'is not supported by the local AWS: use LocalStack or AWS.';

/** Signature parameters, and headers that presigning moves into the query and that have no effect here. */
const harmless =
  /^(x-id|x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256|user-agent|checksum-.*|sdk-checksum-algorithm|expected-bucket-owner))$/i;

const listing = [
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'start-after',
  'marker',
  'fetch-owner',
];
const responseHeaders = ['type', 'language', 'expires', 'cache-control', 'disposition', 'encoding'];
const overrides = responseHeaders.map(
  (name) => `response-${name === 'expires' || name === 'cache-control' ? name : `content-${name}`}`,
);

/** Query parameters that fauxqs supports, by method, for buckets and for objects. */
const bucketParameters: Readonly<Record<string, readonly string[]>> = {
  GET: [...listing, 'lifecycle'],
  PUT: ['lifecycle'],
  DELETE: ['lifecycle'],
  POST: ['delete'],
  HEAD: [],
};
const objectParameters: Readonly<Record<string, readonly string[]>> = {
  GET: [...overrides, 'partNumber', 'attributes'],
  HEAD: [...overrides],
  PUT: ['uploadId', 'partNumber'],
  POST: ['uploads', 'uploadId'],
  DELETE: ['uploadId'],
};

const sqsActions = new Set(
  [
    'CreateQueue',
    'DeleteQueue',
    'GetQueueUrl',
    'ListQueues',
    'GetQueueAttributes',
    'SetQueueAttributes',
    'PurgeQueue',
    'SendMessage',
  ]
    .concat(['ReceiveMessage', 'DeleteMessage', 'SendMessageBatch', 'DeleteMessageBatch', 'ChangeMessageVisibility'])
    .concat(['ChangeMessageVisibilityBatch', 'TagQueue', 'UntagQueue', 'ListQueueTags']),
);
const snsActions = new Set(
  [
    'CreateTopic',
    'DeleteTopic',
    'ListTopics',
    'GetTopicAttributes',
    'SetTopicAttributes',
    'Subscribe',
    'Unsubscribe',
    'ConfirmSubscription',
  ]
    .concat([
      'ListSubscriptions',
      'ListSubscriptionsByTopic',
      'GetSubscriptionAttributes',
      'SetSubscriptionAttributes',
      'Publish',
    ])
    .concat(['PublishBatch', 'TagResource', 'UntagResource', 'ListTagsForResource', 'GetCallerIdentity']),
);

/** Responds with 501 to an S3 call that fauxqs would get wrong; returns whether it did. */
export const refuseS3Call = (request: FastifyRequest, reply: FastifyReply): boolean => {
  const target = s3Target(request);
  if (!target) return false;
  const sentence = target.key === '' ? bucketProblem(request) : objectProblem(request);
  if (sentence === undefined) return false;
  refuseS3(reply, { status: 501, code: 'NotImplemented', message: sentence });
  return true;
};

const bucketProblem = (request: FastifyRequest): string | undefined =>
  request.method === 'POST' && !('delete' in queryOf(request))
    ? `Uploading by a form (presigned POST) ${tail}`
    : parameterProblem(request, bucketParameters, 'of a bucket');

const objectProblem = (request: FastifyRequest): string | undefined => {
  const query = queryOf(request);
  if (request.method === 'GET' && 'uploadId' in query) return `Listing the parts of an upload ${tail}`;
  if (request.method === 'POST' && !('uploads' in query) && !('uploadId' in query)) return `POST to an object ${tail}`;
  if (request.method === 'PUT' && request.headers['x-amz-tagging'] !== undefined) return `Tagging an object ${tail}`;
  return parameterProblem(request, objectParameters, 'of an object');
};

const parameterProblem = (
  request: FastifyRequest,
  known: Readonly<Record<string, readonly string[]>>,
  of: string,
): string | undefined => {
  const allowed = known[request.method];
  if (!allowed) return undefined;
  const strange = Object.keys(queryOf(request)).find((name) => !allowed.includes(name) && !harmless.test(name));
  return strange === undefined ? undefined : `${request.method} ?${strange} ${of} ${tail}`;
};

/** Responds with 501 to an SQS or SNS call that fauxqs does not really support; returns whether it did. */
export const refuseApiCall = (request: FastifyRequest, reply: FastifyReply): boolean => {
  if (request.method !== 'POST' || request.url.split('?', 1)[0] !== '/') return false;
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return refuseJson(target, reply);
  const form = request.body;
  if (form === null || typeof form !== 'object' || !('Action' in form)) return false;
  return refuseForm(form as Record<string, string>, reply);
};

const refuseJson = (target: string, reply: FastifyReply): boolean => {
  const [service = '', action = ''] = target.split('.');
  if (service === 'AmazonSQS' && sqsActions.has(action)) return false;
  void reply
    .code(501)
    .header('content-type', 'application/x-amz-json-1.0')
    .send({
      __type: 'com.amazonaws.sqs#UnsupportedOperation',
      message: `${service === 'AmazonSQS' ? 'SQS' : service} ${action} ${tail}`,
    });
  return true;
};

const refuseForm = (form: Record<string, string>, reply: FastifyReply): boolean => {
  const sentence = formProblem(form);
  if (sentence === undefined) return false;
  void reply
    .code(501)
    .header('content-type', 'text/xml')
    .send(
      `<ErrorResponse><Error><Type>Receiver</Type><Code>NotImplemented</Code><Message>${sentence}</Message></Error></ErrorResponse>`,
    );
  return true;
};

const formProblem = ({ Action, Protocol, TopicArn }: Record<string, string>): string | undefined => {
  if (Action === undefined || !snsActions.has(Action)) return `${(Action ?? '').replaceAll(/\W/g, '')} ${tail}`;
  if (Action === 'Subscribe' && Protocol !== 'sqs')
    return `Delivery by ${(Protocol ?? '').replaceAll(/\W/g, '')} ${tail}`;
  if (Action === 'Publish' && TopicArn === undefined) return `Publishing to a phone or a device ${tail}`;
  return undefined;
};
