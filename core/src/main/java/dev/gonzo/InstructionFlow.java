package dev.gonzo;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The control flow of a method's instructions, read from its class file. The code of a {@code
 * catch} block, and a copy of each {@code finally} block, can be reached only by an exception.
 *
 * <p>If an agent has changed the class at load time, the instructions differ from the class file,
 * but the line numbers are the same. Then every call on the line is taken into account.
 */
final class InstructionFlow {
  private static final int UNKNOWN = -1;
  private static final Set<String> CATCH_CANCELLATIONS =
      Set.of("dev/gonzo/Cancelled", "java/lang/Error", "java/lang/Throwable");
  private static final ClassValue<Map<String, Optional<InstructionFlow>>> KNOWN =
      new ClassValue<>() {
        @Override
        protected Map<String, Optional<InstructionFlow>> computeValue(Class<?> owner) {
          return new ConcurrentHashMap<>();
        }
      };

  private final Map<Integer, List<Integer>> next = new HashMap<>();
  // The line of each call.
  private final Map<Integer, Integer> calls = new TreeMap<>();

  private final List<Catch> catches;
  private final BitSet returns = new BitSet();

  /** An exception handler, and the range of instructions that it covers. */
  private record Catch(int begin, int end, int handler, boolean takesCancellations) {}

  private InstructionFlow(CodeAttribute code) {
    catches =
        code.exceptionHandlers().stream()
            .map(one ->
                new Catch(
                    code.labelToBci(one.tryStart()),
                    code.labelToBci(one.tryEnd()),
                    code.labelToBci(one.handler()),
                    one.catchType()
                        .map(type -> CATCH_CANCELLATIONS.contains(type.asInternalName()))
                        .orElse(true)))
            .toList();
    int position = 0;
    int line = UNKNOWN;
    @Nullable Integer before = null;
    for (CodeElement element : code.elementList()) {
      if (element instanceof LineNumber number) {
        line = number.line();
      }
      if (!(element instanceof Instruction instruction)) {
        continue;
      }
      if (before != null) {
        successors(before).add(position);
      }
      List<Integer> successors = successors(position);
      targets(instruction).forEach(label -> successors.add(code.labelToBci(label)));
      if (instruction instanceof InvokeInstruction
          || instruction instanceof InvokeDynamicInstruction) {
        calls.put(position, line);
      }
      if (instruction instanceof ReturnInstruction) {
        returns.set(position);
      }
      before = goesOn(instruction) ? position : null;
      position += instruction.sizeInBytes();
    }
  }

  private List<Integer> successors(int position) {
    return next.computeIfAbsent(position, _ -> new ArrayList<>(1));
  }

  private static List<Label> targets(Instruction instruction) {
    return switch (instruction) {
      case BranchInstruction branch -> List.of(branch.target());
      case LookupSwitchInstruction choice -> labels(choice.defaultTarget(), choice.cases());
      case TableSwitchInstruction choice -> labels(choice.defaultTarget(), choice.cases());
      case DiscontinuedInstruction.JsrInstruction call -> List.of(call.target());
      default -> List.of();
    };
  }

  private static List<Label> labels(Label otherwise, List<SwitchCase> cases) {
    var labels = new ArrayList<>(cases.stream().map(SwitchCase::target).toList());
    labels.add(otherwise);
    return labels;
  }

  private static boolean goesOn(Instruction instruction) {
    return switch (instruction) {
      case ReturnInstruction _, ThrowInstruction _ -> false;
      case LookupSwitchInstruction _, TableSwitchInstruction _ -> false;
      case BranchInstruction branch ->
          switch (branch.opcode()) {
            case GOTO, GOTO_W -> false;
            default -> true;
          };
      default -> true;
    };
  }

  /**
   * Whether a method is in a clean-up: in a call that it can reach from an earlier call only by an
   * exception. Also true if the class file is not available. If no path leads from one call to the
   * other, the method was called again.
   */
  static boolean cleansUp(StackPlace.Frame from, StackPlace.Frame to) {
    return of(from).map(flow -> flow.mayCleanUp(flow.calls(from), flow.calls(to))).orElse(true);
  }

  /**
   * Whether a method that catches a cancellation thrown by one call can reach another call after
   * that. False if the class file is not available.
   */
  static boolean catchesBefore(StackPlace.Frame from, StackPlace.Frame to) {
    return of(from)
        .filter(flow ->
            flow.calls(from).stream()
                .anyMatch(begin ->
                    flow.leads(
                        flow.handlersOfCancellations(begin), true, flow.calls(to)::contains)))
        .isPresent();
  }

  /**
   * Whether a method that catches a cancellation thrown by its current call can return after that.
   * False if the class file is not available.
   */
  static boolean catchesAndReturns(StackPlace.Frame frame) {
    return of(frame)
        .filter(flow ->
            flow.calls(frame).stream()
                .anyMatch(call ->
                    flow.leads(flow.handlersOfCancellations(call), true, flow.returns::get)))
        .isPresent();
  }

  /**
   * Whether a method can repeat its current call after it has returned, which means that the call
   * is in a loop. False if the class file is not available.
   */
  static boolean repeats(StackPlace.Frame frame) {
    return of(frame)
        .filter(flow ->
            flow.calls(frame).stream()
                .anyMatch(call -> flow.leads(flow.next(call), false, at -> at == call)))
        .isPresent();
  }

  private static Optional<InstructionFlow> of(StackPlace.Frame frame) {
    return KNOWN
        .get(frame.owner())
        .computeIfAbsent(frame.method() + frame.descriptor(), _ -> read(frame));
  }

  /** The call in which a method is; several calls if only the line is known. */
  private Set<Integer> calls(StackPlace.Frame frame) {
    if (calls.getOrDefault(frame.instruction(), UNKNOWN) == frame.line()) {
      return Set.of(frame.instruction());
    }
    return calls.entrySet().stream()
        .filter(call -> call.getValue() == frame.line())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private boolean mayCleanUp(Set<Integer> from, Set<Integer> to) {
    return from.isEmpty()
        || to.isEmpty()
        || from.stream().anyMatch(begin -> to.stream().anyMatch(end -> cleansUp(begin, end)));
  }

  private boolean cleansUp(int from, int to) {
    return !leads(next(from), false, at -> at == to) && leads(handlers(from), true, at -> at == to);
  }

  private boolean leads(List<Integer> from, boolean alsoByExceptions, IntPredicate to) {
    var seen = new BitSet();
    var left = new ArrayDeque<>(from);
    for (Integer position = left.poll(); position != null; position = left.poll()) {
      if (to.test(position)) {
        return true;
      }
      if (!seen.get(position)) {
        seen.set(position);
        left.addAll(next(position));
        if (alsoByExceptions) {
          left.addAll(handlers(position));
        }
      }
    }
    return false;
  }

  private List<Integer> next(int position) {
    return next.getOrDefault(position, List.of());
  }

  private List<Integer> handlers(int position) {
    return handlers(position, _ -> true);
  }

  private List<Integer> handlersOfCancellations(int position) {
    return handlers(position, Catch::takesCancellations);
  }

  private List<Integer> handlers(int position, Predicate<Catch> which) {
    return catches.stream()
        .filter(one -> one.begin <= position && position < one.end)
        .filter(which)
        .map(Catch::handler)
        .toList();
  }

  private static Optional<InstructionFlow> read(StackPlace.Frame frame) {
    String name = frame.owner().getName();
    try (InputStream file =
        frame.owner().getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
      return file == null ? Optional.empty() : find(frame, file.readAllBytes());
    } catch (IOException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<InstructionFlow> find(StackPlace.Frame frame, byte[] classFile) {
    return ClassFile.of().parse(classFile).methods().stream()
        .filter(method ->
            method.methodName().equalsString(frame.method())
                && method.methodType().equalsString(frame.descriptor()))
        .findFirst()
        .flatMap(MethodModel::code)
        .map(code -> new InstructionFlow((CodeAttribute) code));
  }
}
