"""Threads that ask while an answer is being worked out are answered together, in one go."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class _Waiting(Generic[Question, Answer]):
    def __init__(self, question: Question):
        self.question = question
        self.done = False
        self.answer: Answer
        self.error: BaseException | None = None


class Combiner(Generic[Question, Answer]):
    """One thread at a time works, for all that wait; whoever comes meanwhile forms the next lot."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[_Waiting[Question, Answer]] = []
        self._working = False

    def ask(self, question: Question, answer_all: Callable[[Sequence[Question]], Sequence[Answer]]) -> Answer:
        """The answer, by this thread's `answer_all` or another's; its error is raised by all it served."""
        mine: _Waiting[Question, Answer] = _Waiting(question)
        with self._changed:
            self._waiting.append(mine)
            self._changed.wait_for(lambda: mine.done or not self._working)
            if not mine.done:
                lot, self._waiting = self._waiting, []
                self._working = True
        if not mine.done:
            self._work(lot, answer_all)
        if mine.error is not None:
            raise mine.error
        return mine.answer

    def _work(self, lot: list[_Waiting], answer_all: Callable) -> None:
        try:
            answers = answer_all([waiting.question for waiting in lot])
            for waiting, answer in zip(lot, answers, strict=True):
                waiting.answer = answer
        except BaseException as error:
            for waiting in lot:
                waiting.error = error
        finally:
            with self._changed:
                for waiting in lot:
                    waiting.done = True
                self._working = False
                self._changed.notify_all()
