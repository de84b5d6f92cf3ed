export { countriesIn, countryCodes } from './countries.ts';
export { formatAge, formatDate, formatTime, sameDay } from './dates.ts';
export { type IconName, iconClass, iconSvg, icons, recognitionIcons } from './icons.ts';
export {
  chooseLanguage,
  type Direction,
  directionOf,
  isLanguage,
  type Language,
  languages,
  textIn,
} from './languages.ts';
export { formatMessage, type MessageValues, messageNames } from './messages.ts';
export { fontFor, scriptsOf } from './scripts.ts';
