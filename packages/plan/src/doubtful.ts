/** Tells of a settings path, or of a top-level key such as `figures`, whether the file is wrong there, so that nothing follows from it. */
export type Doubtful = (path: string) => boolean;
