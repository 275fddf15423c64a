"""The pages of those who write questions and quizzes."""
