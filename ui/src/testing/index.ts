/** For tests of other rooms: what answers for an opened file, without the worker around it. */
export { OpenedFile } from "../files/opened-file.ts";
