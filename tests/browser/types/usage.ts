// Compiled, never run: what a page in TypeScript may and may not write.
import { attach, type BeaconOptions } from '../../../src/matinee/collector/beacon/beacon.js';

declare const video: HTMLVideoElement;
declare const audio: HTMLAudioElement;

const options: BeaconOptions = { url: 'https://collect.example/v1/cmcd?hh=token', cid: 'film' };
const stop: () => void = attach(video, options);
stop();
attach(audio, { ...options, sid: 'sitting', interval: 5, position: () => Date.now() });
attach(video, { ...options, position: () => undefined });

// @ts-expect-error there is nothing to report without an asset
attach(video, { url: options.url });
// @ts-expect-error a position is a number
attach(video, { ...options, position: () => '61000' });
// @ts-expect-error only what plays can be listened to
attach(document.body, options);
// @ts-expect-error there is no such option
attach(video, { ...options, debug: true });
