import { getProject, httpContracts, listProjects } from '@snapinfra/contracts';
import { useBackend } from '@snapinfra/testing';
import { describe, expect, it } from 'vitest';
import { answeredCall, uncalledContracts } from './support/contract-coverage.ts';
import { answeredCalls, timesAnswered } from './support/record-calls.ts';
import { startApi } from './support/start-api.ts';

const contracts = { getProject, listProjects };
const calls = (...made: Parameters<typeof answeredCall>[]) =>
  new Set(made.map((call) => String(answeredCall(...call))));

describe('the check that every contract is called', () => {
  it('finds the ones that were not, were refused, or failed', () => {
    expect(uncalledContracts(contracts, calls())).toHaveLength(2);
    const refused = calls(['GET', listProjects.url, 200], ['GET', getProject.url, 404], ['GET', getProject.url, 503]);
    expect(uncalledContracts(contracts, refused)).toEqual([`getProject (GET ${getProject.url})`]);
  });

  it('is not content with another method, or another path of the same shape', () => {
    const others = calls(
      ['PUT', getProject.url, 200],
      ['GET', '/api/projects/:id', 200],
      ['GET', listProjects.url, 200],
    );
    expect(uncalledContracts(contracts, others)).toEqual([`getProject (GET ${getProject.url})`]);
  });

  it('takes success of any kind', () => {
    const made = calls(['GET', listProjects.url, 200], ['GET', getProject.url, 304]);
    expect(uncalledContracts(contracts, made)).toEqual([]);
  });

  it('counts what an app really answers, by the pattern of its route', async () => {
    const api = await startApi(await useBackend());
    const counted = () => [timesAnswered('GET /api/health 2xx'), timesAnswered('GET /api/projects/:projectId 4xx')];
    const [healthy = 0, unknown = 0] = counted();
    await api.expectStatus(200, httpContracts['getHealth'] ?? getProject);
    await api.call(getProject, { params: { projectId: 'none' } });
    await api.app.inject('/api/nothing');
    await api.close();
    expect(counted()).toEqual([healthy + 1, unknown + 1]);
    expect(answeredCalls().join()).not.toContain('nothing');
  });
});
