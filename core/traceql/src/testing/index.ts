export { arbitraryCondition, arbitraryQuery } from "./arbitrary-query.ts";
export { treeText } from "./tree-text.ts";
export { evaluateStages } from "./evaluate-stages.ts";
