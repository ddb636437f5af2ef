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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which instructions of a method can follow one another without an exception, as its class file
 * tells. A compiler gives the code of a {@code catch} block, and a copy of each {@code finally}
 * block, no way in but by an exception.
 *
 * <p>Where an agent has changed the class when it was loaded, the instructions of its file are
 * others, but the lines are the same: then every call of the line is taken into account.
 */
final class InstructionFlow {
  private static final int UNKNOWN = -1;
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

  private InstructionFlow(CodeAttribute code) {
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
   * Whether a method that was in one call can be in another without an exception. False too if that
   * cannot be found out: because its class file is not there, or is another than was loaded.
   */
  static boolean leads(StackPlace.Frame from, StackPlace.Frame to) {
    return KNOWN
        .get(from.owner())
        .computeIfAbsent(from.method() + from.descriptor(), _ -> read(from))
        .map(flow -> flow.leads(flow.calls(from), flow.calls(to)))
        .orElse(false);
  }

  /** The call in which a method is; several if only its line is known. */
  private Set<Integer> calls(StackPlace.Frame frame) {
    if (calls.getOrDefault(frame.instruction(), UNKNOWN) == frame.line()) {
      return Set.of(frame.instruction());
    }
    return calls.keySet().stream()
        .filter(call -> calls.get(call) == frame.line())
        .collect(Collectors.toSet());
  }

  private boolean leads(Set<Integer> from, Set<Integer> to) {
    return !from.isEmpty()
        && !to.isEmpty()
        && from.stream().allMatch(begin -> to.stream().allMatch(end -> leads(begin, end)));
  }

  private boolean leads(int from, int to) {
    var seen = new BitSet();
    var left = new ArrayDeque<>(next.get(from));
    for (Integer position = left.poll(); position != null; position = left.poll()) {
      if (position == to) {
        return true;
      }
      if (!seen.get(position)) {
        seen.set(position);
        left.addAll(next.getOrDefault(position, List.of()));
      }
    }
    return false;
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
