import { MediaPlayer } from 'dashjs';
import { KEYS, goodbye, stamper } from './stamp.js';

export function play(video, manifest, url, cid) {
  const sid = crypto.randomUUID();
  const stamp = stamper(video);
  const isReport = (request) => request?.customData?.request?.type === 'CmcdEvent';

  goodbye(video, url, sid, cid);
  const player = MediaPlayer().create();
  player.updateSettings({
    streaming: {
      cmcd: {
        enabled: true,
        version: 2,
        sid,
        cid,
        enabledKeys: [], // nothing on the requests for media
        applyParametersFromMpd: false,
        eventTargets: [{ enabled: true, url, events: ['ps', 't', 'e'], interval: 10, batchSize: 1, enabledKeys: KEYS }],
      },
    },
  });
  player.addRequestInterceptor((request) => {
    if (isReport(request) && request.body) request.body = stamp(request.body);
    return Promise.resolve(request);
  });
  // Without this dash.js answers a failure with a storm of repeats. A report that failed stays lost.
  player.addResponseInterceptor((response) => {
    if (isReport(response.request)) response.status = 204;
    return Promise.resolve(response);
  });
  player.initialize(video, manifest, true); // the address in full, with https://
  return player;
}
