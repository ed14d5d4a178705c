import Hls from 'hls.js';
import { KEYS, goodbye, stamper } from './stamp.js';

export function play(video, manifest, url, cid) {
  const sid = crypto.randomUUID();
  const stamp = stamper(video);
  const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  // Sends a report, and again where the collector asks for patience; hls.js itself would send its whole queue again.
  const post = async (report, tries = 0) => {
    const { url, headers, body } = report;
    const status = await fetch(url, { method: 'POST', keepalive: true, headers, body }).then((r) => r.status, () => 599);
    if (status === 410) return { status };
    if ((status !== 429 && status < 500) || tries === 6) return { status: 204 };
    await wait(2 ** tries * (1 + Math.random()));
    return post(report, tries + 1);
  };

  goodbye(video, url, sid, cid);
  const hls = new Hls({
    cmcd: {
      version: 2,
      sessionId: sid,
      contentId: cid,
      includeKeys: [], // nothing on the requests for media
      eventTargets: [{ url, events: ['ps', 'pr', 't', 'e'], interval: 10, batchSize: 1, includeKeys: KEYS }],
      loader: (report) => post({ ...report, body: stamp(report.body) }),
    },
  });
  hls.loadSource(manifest);
  hls.attachMedia(video);
  return hls;
}
