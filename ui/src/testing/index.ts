/** For tests of other rooms: what answers for an opened file, without the worker around it. */
export { type FileAnswer, OpenedFile } from "../files/opened-file.ts";
