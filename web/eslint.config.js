import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import ts from "typescript-eslint";

export default defineConfig({ ignores: ["node_modules/"] }, js.configs.recommended, ts.configs.recommended, {
  rules: {
    // Indexed access into arrays of known length is everywhere in geometry.
    "@typescript-eslint/no-non-null-assertion": "off",
  },
});
