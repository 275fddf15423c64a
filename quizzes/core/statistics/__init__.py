"""Item statistics from kept sums, computed as Moodle computes them. Pure.

``sums`` is what is kept: values that an attempt is added to and taken from. ``items`` and ``quiz`` make figures of
them, ``guessing`` says what blind answers would earn, ``chosen`` which options a response chose, ``flags`` what to look
at, and ``confusion`` which code was taken for which.

Sources: Moodle's developer page "Quiz statistics calculations", and its code: question/classes/statistics/questions/
calculator.php for items, mod/quiz/report/statistics/classes/calculator.php for a quiz.
"""
