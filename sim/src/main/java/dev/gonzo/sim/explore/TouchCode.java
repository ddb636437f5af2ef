package dev.gonzo.sim.explore;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.Deque;

/** Lets the code of one method report what it touches. */
final class TouchCode implements CodeTransform {
  private static final ClassDesc TOUCHES = ClassDesc.ofInternalName(Touches.NAME);
  private static final MethodTypeDesc FIELD = MethodTypeDesc.of(CD_void, CD_int);

  private final ClassModel type;
  private final boolean isConstructor;
  private final boolean isInitializer;
  private final boolean isPaused;
  private final boolean isSynchronized;
  private final boolean isStatic;
  private final JdkCalls calls = new JdkCalls();
  // For each object that is created and not yet constructed: whether there is a copy of it.
  private final Deque<Boolean> unconstructed = new ArrayDeque<>();
  private boolean isConstructed;
  private boolean isNew;

  TouchCode(ClassModel type, MethodModel method, boolean isLoadedOnce) {
    this.type = type;
    isConstructor = method.methodName().equalsString("<init>");
    isConstructed = !isConstructor;
    isInitializer = method.methodName().equalsString("<clinit>");
    isPaused = isLoadedOnce && isInitializer;
    isSynchronized = method.flags().has(AccessFlag.SYNCHRONIZED);
    isStatic = method.flags().has(AccessFlag.STATIC);
  }

  static void call(CodeBuilder code, String name, MethodTypeDesc shape) {
    code.invokestatic(TOUCHES, name, shape);
  }

  @Override
  public void atStart(CodeBuilder code) {
    if (isPaused) {
      call(code, "pause", MethodTypeDesc.of(CD_void));
    } else if (isInitializer) {
      code.loadConstant(name().hashCode());
      call(code, "initialises", FIELD);
    } else if (isSynchronized && isStatic) {
      code.loadConstant(name().hashCode());
      call(code, "writeStatic", FIELD);
    } else if (isSynchronized) {
      code.aload(0);
      call(code, "monitor", TouchAgent.OBJECT);
    }
  }

  private String name() {
    return type.thisClass().asInternalName();
  }

  @Override
  public void accept(CodeBuilder code, CodeElement element) {
    boolean wasNew = isNew;
    isNew = false;
    if (isPaused) {
      if (element instanceof ReturnInstruction) {
        call(code, "resume", MethodTypeDesc.of(CD_void));
      }
      code.with(element);
      return;
    }
    switch (element) {
      case NewObjectInstruction _ -> {
        unconstructed.push(false);
        isNew = true;
        code.with(element);
      }
      case StackInstruction stack when wasNew && stack.opcode() == Opcode.DUP -> {
        boolean _ = unconstructed.pop();
        unconstructed.push(true);
        code.with(element);
      }
      case ReturnInstruction _ when isInitializer -> {
        call(code, "initialised", MethodTypeDesc.of(CD_void));
        code.with(element);
      }
      case MonitorInstruction _ -> {
        code.dup();
        call(code, "monitor", TouchAgent.OBJECT);
        code.with(element);
      }
      case FieldInstruction field -> field(code, field);
      case ArrayLoadInstruction load -> {
        code.dup2().pop();
        call(code, "readElement", TouchAgent.OBJECT);
        code.with(load);
      }
      case ArrayStoreInstruction store -> store(code, store);
      case NewPrimitiveArrayInstruction _,
          NewReferenceArrayInstruction _,
          NewMultiArrayInstruction _ -> {
        code.with(element);
        code.dup();
        call(code, "born", TouchAgent.OBJECT);
      }
      case InvokeInstruction invoked when invoked.name().equalsString("<init>") ->
          constructor(code, invoked);
      case InvokeInstruction invoked -> calls.method(code, invoked);
      case InvokeDynamicInstruction invoked -> calls.dynamic(code, invoked);
      default -> code.with(element);
    }
  }

  private void constructor(CodeBuilder code, InvokeInstruction invoked) {
    if (unconstructed.isEmpty()) { // that of this class, or of the one that it extends
      code.with(invoked);
      isConstructed = true;
      if (JdkCalls.hasState(invoked.owner().asInternalName())) {
        call(code, "blind", MethodTypeDesc.of(CD_void)); // its methods may be called unseen
      }
      code.aload(0);
      call(code, "created", TouchAgent.OBJECT);
      return;
    }
    boolean isCopied = unconstructed.pop();
    calls.constructor(code, invoked, isCopied);
  }

  private void field(CodeBuilder code, FieldInstruction field) {
    String name = field.name().stringValue();
    int number = name.hashCode();
    boolean isOfJdk = TouchAgent.isOfJdk(field.owner().asInternalName());
    boolean isOwn = field.owner().asSymbol().equals(type.thisClass().asSymbol());
    switch (field.opcode()) {
      case GETSTATIC -> {
        if (!isOfJdk) {
          code.loadConstant(number);
          call(code, "readStatic", FIELD);
        }
        code.with(field);
        if (isOfJdk && !field.typeSymbol().isPrimitive()) {
          code.dup().loadConstant(number);
          call(code, "ofJdk", TouchAgent.OBJECT_INT);
        }
      }
      case PUTSTATIC -> {
        code.loadConstant(number);
        call(code, "writeStatic", FIELD);
        code.with(field);
      }
      case GETFIELD -> {
        if (!isOfJdk && (isConstructed || !isOwn)) {
          code.dup().loadConstant(number);
          call(code, "read", TouchAgent.OBJECT_INT);
        }
        code.with(field);
      }
      case PUTFIELD -> {
        if (isConstructed || !isOwn) {
          int value = code.allocateLocal(TypeKind.from(field.typeSymbol()));
          TypeKind kind = TypeKind.from(field.typeSymbol());
          code.storeLocal(kind, value);
          code.dup().loadConstant(number);
          call(code, "write", TouchAgent.OBJECT_INT);
          code.loadLocal(kind, value);
        }
        code.with(field);
      }
      default -> code.with(field);
    }
  }

  private static void store(CodeBuilder code, ArrayStoreInstruction store) {
    TypeKind kind = store.typeKind().asLoadable();
    int value = code.allocateLocal(kind);
    code.storeLocal(kind, value);
    code.dup2().pop();
    if (kind == TypeKind.REFERENCE) {
      code.aload(value);
      call(code, "writeElement", TouchAgent.TWO_OBJECTS);
    } else {
      call(code, "writeElement", TouchAgent.OBJECT);
    }
    code.loadLocal(kind, value);
    code.with(store);
  }
}
