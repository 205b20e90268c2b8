// Asks the compiler about a checkout in which some files have another text.
import path from 'node:path';
import ts from 'typescript';

/**
 * What tsc prints for each file, one text for each error.
 * @param root the folder of tsconfig.json
 * @param texts by file from the root: its other text
 * @param files which to check. @default those with another text
 */
export function compilerErrors(
  root: string,
  texts: ReadonlyMap<string, string>,
  files: readonly string[] = [...texts.keys()],
): Map<string, string[]> {
  const { options, errors } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path.join(root, 'tsconfig.json'), (name) => ts.sys.readFile(name)).config,
    ts.sys,
    root,
  );
  if (errors.length > 0) throw new Error(ts.formatDiagnostics(errors, formatting(root)));
  const host = ts.createCompilerHost(options);
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target) => {
    const text = texts.get(path.relative(root, name));
    return text === undefined ? parse(name, target) : ts.createSourceFile(name, text, target);
  };
  const program = ts.createProgram({ rootNames: files.map((file) => path.join(root, file)), options, host });
  return new Map(files.map((file) => [file, errorsOf(program, root, file)]));
}

function errorsOf(program: ts.Program, root: string, file: string): string[] {
  const source = program.getSourceFile(path.join(root, file));
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  const print = (one: ts.Diagnostic) => ts.formatDiagnosticsWithColorAndContext([one], formatting(root));
  return found.map((one) => print(one).replace(ESCAPES, ''));
}

const ESCAPES = new RegExp(String.raw`\u001b\[\d+m`, 'g');

function formatting(root: string): ts.FormatDiagnosticsHost {
  return { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' };
}
