import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CorsRule } from '../templates/read-template.ts';
import { refuseS3, s3Target } from './s3-request.ts';

export type CorsRulesOf = (bucket: string) => readonly CorsRule[];

/** Responds to a CORS preflight request according to the bucket's rules; returns whether it was one. */
export const answerPreflight = (request: FastifyRequest, reply: FastifyReply, rulesOf: CorsRulesOf): boolean => {
  const target = s3Target(request);
  if (request.method !== 'OPTIONS' || !target) return false;
  const method = request.headers['access-control-request-method'];
  const wanted = (request.headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  const rule =
    method === undefined
      ? undefined
      : findRule(rulesOf(target.bucket), request.headers.origin, method, wanted.filter(Boolean));
  if (!rule) {
    refuseS3(reply, {
      status: 403,
      code: 'AccessForbidden',
      message: 'CORSResponse: This CORS request is not allowed.',
    });
    return true;
  }
  allow(reply, rule, request.headers.origin ?? '');
  void reply.header('access-control-allow-methods', rule.AllowedMethods.join(', '));
  if (wanted.some(Boolean)) void reply.header('access-control-allow-headers', wanted.join(', '));
  if (rule.MaxAge !== undefined) void reply.header('access-control-max-age', String(rule.MaxAge));
  void reply.code(200).send();
  return true;
};

/** Adds CORS headers if the bucket's rules allow the origin of the request. */
export const allowOrigin = (request: FastifyRequest, reply: FastifyReply, rulesOf: CorsRulesOf): void => {
  const target = s3Target(request);
  if (!target || request.headers.origin === undefined || request.method === 'OPTIONS') return;
  const rule = findRule(rulesOf(target.bucket), request.headers.origin, request.method, []);
  if (rule) allow(reply, rule, request.headers.origin);
};

const allow = (reply: FastifyReply, rule: CorsRule, origin: string): void => {
  void reply.header('access-control-allow-origin', rule.AllowedOrigins.includes('*') ? '*' : origin);
  void reply.header('vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method');
  if (rule.ExposedHeaders) void reply.header('access-control-expose-headers', rule.ExposedHeaders.join(', '));
};

const findRule = (
  rules: readonly CorsRule[],
  origin: string | undefined,
  method: string,
  headers: readonly string[],
): CorsRule | undefined =>
  origin === undefined
    ? undefined
    : rules.find(
        (rule) =>
          rule.AllowedOrigins.some((pattern) => matches(pattern, origin)) &&
          rule.AllowedMethods.includes(method) &&
          headers.every((header) => rule.AllowedHeaders?.some((pattern) => matches(pattern.toLowerCase(), header))),
      );

/** S3 allows one `*` in a pattern. */
const matches = (pattern: string, text: string): boolean => {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === text;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
};
