// Type-checked correctness rules only; how code looks is Prettier's business.
import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/dist/**", "**/.types/**", "**/node_modules/**", "data/**", "build/**"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ["*.ts"],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // Byte loops index typed arrays millions of times a second; `!` after a checked bound is the
      // honest spelling there, and `noUncheckedIndexedAccess` makes us write it.
      "@typescript-eslint/no-non-null-assertion": "off",
      "no-console": "error",
      "no-empty": ["error", { allowEmptyCatch: false }],
    },
  },
  {
    files: ["ui/**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks },
    rules: hooks.configs.recommended.rules,
  },
  {
    // Nest's modules are classes of nothing but their decorators.
    files: ["sdk/examples/nest/*.ts"],
    rules: { "@typescript-eslint/no-extraneous-class": ["error", { allowWithDecorator: true }] },
  },
  {
    files: ["**/*.mjs", "**/*.cjs", "**/*.js"],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      // Plain scripts are in no project.
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: {
        performance: "readonly",
        process: "readonly",
        console: "readonly",
        module: "writable",
        require: "readonly",
        setTimeout: "readonly",
        fetch: "readonly",
        URL: "readonly",
        __dirname: "readonly",
      },
    },
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      "@typescript-eslint/no-require-imports": "off",
      "no-console": "off",
    },
  },
);
