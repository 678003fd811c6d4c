/** Whether a GET is answered with a 2xx: false when nobody listens, when it takes too long, or when the answer is another. */
export const answersOk = async (url: string, timeoutMs = 2_000): Promise<boolean> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};
