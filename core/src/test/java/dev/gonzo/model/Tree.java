package dev.gonzo.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The program of a task: nested blocks and waits. Times are in milliseconds. */
sealed interface Tree {
  record Sleep(int time) implements Tree {}

  record Checkpoint() implements Tree {}

  record Sequence(List<Tree> parts) implements Tree {}

  /** A block with a deadline. */
  record Limit(int number, int time, Tree body) implements Tree {}

  record Shield(Tree body) implements Tree {}

  record Idle(Tree body) implements Tree {}

  /** A body whose cancellation is caught, and not rethrown. */
  record Swallow(int number, Tree body) implements Tree {}

  /** A body with a clean-up. */
  record CleanUp(int number, Tree body, Tree after) implements Tree {}

  record Group(int number, List<Tree> members, Tree body) implements Tree {}

  /** A request to cancel the task at a time. */
  record Request(int time, boolean gentle) {}

  /** A task's body, and the requests, in order of their times. */
  record Scenario(Tree body, List<Request> requests) {
    static Scenario of(SplittableRandom random) {
      var requests = new ArrayList<Request>();
      int time = 0;
      for (int left = random.nextInt(4); left > 0; left--) {
        time += random.nextInt(4) * STEP;
        requests.add(new Request(time, random.nextInt(3) == 0));
      }
      return new Scenario(new Maker(random).tree(random.nextInt(2, DEPTH)), requests);
    }

    /** The smaller programs that lack one element, to shrink a failure. */
    List<Scenario> smaller() {
      var smaller = new ArrayList<Scenario>();
      for (int i = 0; i < requests.size(); i++) {
        smaller.add(new Scenario(body, without(requests, i)));
      }
      body.smaller().forEach(less -> smaller.add(new Scenario(less, requests)));
      return smaller;
    }
  }

  int STEP = 5;
  int DEPTH = 6;

  /** The smaller programs that lack one element, to shrink a failure. */
  default List<Tree> smaller() {
    return switch (this) {
      case Sleep(var time) -> time > STEP ? List.of(new Sleep(STEP)) : List.of();
      case Checkpoint() -> List.of();
      case Sequence(var parts) -> {
        var smaller = new ArrayList<>(parts);
        for (int i = 0; parts.size() > 1 && i < parts.size(); i++) {
          smaller.add(new Sequence(without(parts, i)));
        }
        smaller.addAll(inside(parts, Sequence::new));
        yield smaller;
      }
      case Limit(var number, var time, var body) ->
          around(body, less -> new Limit(number, time, less));
      case Shield(var body) -> around(body, Shield::new);
      case Idle(var body) -> around(body, Idle::new);
      case Swallow(var number, var body) -> around(body, less -> new Swallow(number, less));
      case CleanUp(var number, var body, var after) -> {
        var smaller = around(body, less -> new CleanUp(number, less, after));
        smaller.addAll(around(after, less -> new CleanUp(number, body, less)));
        yield smaller;
      }
      case Group(var number, var members, var body) -> {
        var smaller = around(body, less -> new Group(number, members, less));
        for (int i = 0; i < members.size(); i++) {
          smaller.add(new Group(number, without(members, i), body));
        }
        smaller.addAll(inside(members, less -> new Group(number, less, body)));
        yield smaller;
      }
    };
  }

  private static List<Tree> around(Tree body, Function<Tree, Tree> block) {
    var smaller = new ArrayList<Tree>();
    smaller.add(body);
    body.smaller().forEach(less -> smaller.add(block.apply(less)));
    return smaller;
  }

  private static List<Tree> inside(List<Tree> parts, Function<List<Tree>, Tree> block) {
    var smaller = new ArrayList<Tree>();
    for (int i = 0; i < parts.size(); i++) {
      for (Tree less : parts.get(i).smaller()) {
        var changed = new ArrayList<>(parts);
        changed.set(i, less);
        smaller.add(block.apply(changed));
      }
    }
    return smaller;
  }

  private static <T> List<T> without(List<T> all, int index) {
    var left = new ArrayList<>(all);
    left.remove(index);
    return left;
  }

  /**
   * Generates random trees; there are only few different times, so that many events fall into the
   * same round.
   */
  final class Maker {
    private final SplittableRandom random;
    private int numbers;

    Maker(SplittableRandom random) {
      this.random = random;
    }

    Tree tree(int depth) {
      if (depth == 0) {
        return random.nextInt(5) == 0 ? new Checkpoint() : new Sleep(time());
      }
      return switch (random.nextInt(13)) {
        case 0, 1, 2 -> new Sequence(trees(random.nextInt(2, 4), depth));
        case 3, 4, 5 -> new Limit(numbers++, time(), tree(depth - 1));
        case 6 -> new Shield(tree(depth - 1));
        case 7 -> new Idle(tree(depth - 1));
        case 8, 9 -> new Swallow(numbers++, tree(depth - 1));
        case 10, 11 -> new CleanUp(numbers++, tree(depth - 1), tree(depth - 1));
        default -> new Group(numbers++, trees(random.nextInt(1, 3), depth), tree(depth - 1));
      };
    }

    private List<Tree> trees(int count, int depth) {
      var trees = new ArrayList<Tree>();
      for (int i = 0; i < count; i++) {
        trees.add(tree(depth - 1));
      }
      return trees;
    }

    private int time() {
      return random.nextInt(6) * STEP;
    }
  }
}
