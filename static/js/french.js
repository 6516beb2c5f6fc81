// The spaces of French that do not break, in the sentences that scripts write (app/typography.py does it for the rest).
const HARD = "\u00a0";

export const french = (text) => text.replaceAll("« ", `«${HARD}`).replace(/ ([»?!:;])/g, `${HARD}$1`);
