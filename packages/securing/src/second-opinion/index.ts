export { OpinionDiffers, secondOpinion } from './second-opinion.ts';
