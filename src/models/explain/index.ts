/** Explanations of what a model says: which inputs it hangs on. */
export { type Evidence, evidence } from './evidence.js'
export { filterImages, firstMaps } from './filters.js'
export { type GradCamOptions, gradCam } from './gradCam.js'
export { type Attributions, type IntegratedGradientsOptions, integratedGradients } from './integratedGradients.js'
export { type OcclusionOptions, occlusion } from './occlusion.js'
export { saliency } from './saliency.js'
