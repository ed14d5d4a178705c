export const KEYS = ['bg', 'cid', 'e', 'ec', 'msd', 'pr', 'sf', 'sid', 'sn', 'st', 'sta', 'ts', 'v'];

// Adds position and rate to a player's records. One that comes a second time keeps its first position.
export const stamper = (video, seen = new Map()) => (body) =>
  body
    .trim()
    .split('\n')
    .map((record) => {
      if (!seen.has(record)) {
        const rate = /(^|,)pr=/.test(record) ? '' : `,pr=${video.playbackRate}`;
        seen.set(record, `${record},pt=${Math.round(video.currentTime * 1000)}${rate}`);
      }
      if (seen.size > 500) seen.delete(seen.keys().next().value);
      return seen.get(record);
    })
    .join('\n');

// Says goodbye when the page goes, which players do not. Call it once for each title.
export const goodbye = (video, url, sid, cid) =>
  addEventListener('pagehide', () =>
    fetch(url, {
      method: 'POST',
      keepalive: true,
      headers: { 'Content-Type': 'application/cmcd' },
      body:
        `cid="${cid}",e=ps,pr=${video.playbackRate},pt=${Math.round(video.currentTime * 1000)},` +
        `sid="${sid}",sta=q,ts=${Date.now()},v=2`,
    }),
  );
