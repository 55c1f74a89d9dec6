/** A live learner by settings: what the command line learns streams with, and servers answer by. */
export type { Said, Seen } from './learner.js'
export { type Live, type LiveExample, type LiveState, live, type Measures } from './live.js'
export { type LiveEmission, type LivePlace, type LiveRunOptions, liveExamples, liveRun } from './run.js'
export { checkLive, driftResponses, LiveSettings, learnsClasses, liveModels, liveProblems } from './settings.js'
