// Owns asking the compiler about a checkout in which some files hold another text, as it would be after saving them. The
// files that did not change are parsed once.
import path from 'node:path';
import ts from 'typescript';

export interface Compiler {
  /**
   * What tsc would print of each file, one text for each error.
   * @param texts by file: what it holds instead
   * @param asked which files. @default those that hold something else
   */
  errorsIn(texts: ReadonlyMap<string, string>, asked?: readonly string[]): Map<string, string[]>;
}

/** @param root whose tsconfig.json holds @param files that will be asked about, from the root */
export function createCompiler(root: string, files: readonly string[]): Compiler {
  const { options, errors } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path.join(root, 'tsconfig.json'), (name) => ts.sys.readFile(name)).config,
    ts.sys,
    root,
  );
  if (errors.length > 0) throw new Error(ts.formatDiagnostics(errors, formatting(root)));
  const parsed = new Map<string, ts.SourceFile | undefined>();
  let oldProgram: ts.Program | undefined;

  return {
    errorsIn(texts, asked = [...texts.keys()]) {
      const host = ts.createCompilerHost(options);
      const parse = host.getSourceFile.bind(host);
      host.getSourceFile = (name, target) => {
        const text = texts.get(path.relative(root, name));
        if (text !== undefined) return ts.createSourceFile(name, text, target);
        if (!parsed.has(name)) parsed.set(name, parse(name, target));
        return parsed.get(name);
      };
      const rootNames = files.map((file) => path.join(root, file));
      const program = ts.createProgram({ rootNames, options, host, ...(oldProgram && { oldProgram }) });
      oldProgram = program;
      return new Map(asked.map((file) => [file, errorsOf(program, path.join(root, file))]));
    },
  };

  function errorsOf(program: ts.Program, name: string): string[] {
    const source = program.getSourceFile(name);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    const print = (one: ts.Diagnostic) => ts.formatDiagnosticsWithColorAndContext([one], formatting(root));
    return found.map((one) => print(one).replace(ESCAPES, ''));
  }
}

const ESCAPES = new RegExp(String.raw`\u001b\[\d+m`, 'g');

function formatting(root: string): ts.FormatDiagnosticsHost {
  return { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' };
}
