"""What one reads: lessons, their sections, the reference of codes, and which sections somebody has read."""

from django.db import models

from statuscourse.accounts.models import Learner


class Lesson(models.Model):
    """A lesson as it was rendered when the course was loaded, with gaps for what differs between readers."""

    slug = models.SlugField(primary_key=True, max_length=80)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=160)
    order = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    language = models.CharField(max_length=8, default="en")
    codes = models.JSONField(default=list)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title


class Section(models.Model):
    """A section of a lesson: an anchor that people link to, read or not, with the question that checks it."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="sections", db_index=False)
    anchor = models.SlugField(max_length=80)
    title = models.CharField(max_length=160)
    order = models.PositiveIntegerField()
    check_question = models.CharField(max_length=80)  # a question's id, by name and never by import
    words = models.TextField()  # for search
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["lesson", "anchor"], name="lessons_section_anchor_unique")]

    def __str__(self) -> str:
        return f"{self.lesson_id}#{self.anchor}"


class CodeReference(models.Model):
    """The reference page of one registered code, rendered when the course was loaded."""

    code = models.PositiveSmallIntegerField(primary_key=True)
    in_short = models.CharField(max_length=64)
    body = models.TextField()
    words = models.TextField()  # for search
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.code)


class SectionReading(models.Model):
    """A learner marked a section as read."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="readings", db_index=False)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="readings")
    read_at = models.DateTimeField()

    class Meta:
        # Also serves listing what a learner has read.
        constraints = [models.UniqueConstraint(fields=["learner", "section"], name="lessons_reading_once")]

    def __str__(self) -> str:
        return f"{self.learner_id} read {self.section_id}"
