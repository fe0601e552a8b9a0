export { openRegular, openRegularSync, readPart, readRegular, readRegularSync } from "./read-regular.ts";
export { isRefused, type Refusal, RefusedFile } from "./refused-file.ts";
