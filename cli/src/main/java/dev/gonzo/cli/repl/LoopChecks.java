package dev.gonzo.cli.repl;

import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.Set;

/**
 * Puts a check at the beginning of each method of a class, and before each jump backwards, so that
 * code without a checkpoint can be stopped. The check is a method of a class that is generated
 * here, since snippets see the JDK wherever Gonzo's command is.
 */
final class LoopChecks {
  /** The class with the check and the field that it reads. */
  static final String CLASS = "REPL.$Stop$";

  /** The name of the static field: a {@link Runnable} that each check runs; null for none. */
  static final String FIELD = "check";

  private static final ClassDesc STOP = ClassDesc.of(CLASS);
  private static final ClassDesc RUNNABLE = ClassDesc.of("java.lang.Runnable");

  private LoopChecks() {}

  /** {@return the class file of {@link #CLASS}} */
  static byte[] checkClass() {
    int open = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
    return ClassFile.of()
        .build(
            STOP,
            type ->
                type.withFlags(ClassFile.ACC_PUBLIC)
                    .withField(FIELD, RUNNABLE, open | ClassFile.ACC_VOLATILE)
                    .withMethodBody(FIELD, MTD_void, open, LoopChecks::checkBody));
  }

  private static void checkBody(CodeBuilder code) {
    code.getstatic(STOP, FIELD, RUNNABLE)
        .dup()
        .ifThenElse(
            Opcode.IFNONNULL,
            set -> set.invokeinterface(RUNNABLE, "run", MethodTypeDesc.of(CD_void)),
            none -> none.pop())
        .return_();
  }

  /**
   * Puts the checks into a class.
   *
   * @param classFile the class file
   * @param types knows the snippets' classes
   * @return the changed class file
   */
  static byte[] into(byte[] classFile, ClassHierarchyResolver types) {
    var files = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(types));
    return files.transformClass(
        files.parse(classFile),
        ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Weaver::new)));
  }

  private static final class Weaver implements CodeTransform {
    private final Set<Label> before = new HashSet<>();

    @Override
    public void atStart(CodeBuilder code) {
      check(code);
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      switch (element) {
        case LabelTarget target -> before.add(target.label());
        case BranchInstruction branch when before.contains(branch.target()) -> check(code);
        default -> {}
      }
      code.with(element);
    }

    private static void check(CodeBuilder code) {
      code.invokestatic(STOP, FIELD, MTD_void);
    }
  }
}
