/** Detectors of drift. */
export type { Detector, Verdict } from './detector.js'
