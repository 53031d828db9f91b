"""Errands to agencies; the hospital lends places, and who waits for one is told."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

KEPT = (
    "ticket, clinic, day, number, state, person, patient, identity, kind, payer, visit, referral, made_at, "
    "changed_at"
)


def upgrade() -> None:
    op.create_table(
        "errand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=True),
        sa.Column("request", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", sa.Float(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_errand_state_service_id", "errand", ["state", "service", "id"])
    op.create_index("ix_errand_at", "errand", ["at"])
    op.create_index(
        "one_errand_waits", "errand", ["once"], unique=True, sqlite_where=sa.text("state = 'waiting'")
    )
    op.create_table(
        "agency",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.Float(), nullable=True),
        sa.Column("failing_since", sa.Float(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("service"),
    )
    _hospital()


def _hospital() -> None:
    op.drop_table("hospital_plan")
    op.drop_table("hospital_quota")
    op.create_table(
        "hospital_place",
        sa.Column("clinic", sa.Text(), nullable=False),
        sa.Column("doctor", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("serves_at", sa.Float(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("clinic", "doctor", "day", "number"),
    )
    op.create_index("ix_hospital_place_ticket", "hospital_place", ["ticket"])
    op.create_table(
        "hospital_session",
        sa.Column("clinic", sa.Text(), nullable=False),
        sa.Column("doctor", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("data_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("clinic", "doctor", "day"),
    )
    for index in ("ix_hospital_booking_person_day", "ix_hospital_booking_day", "one_booking_a_patient_and_day"):
        op.drop_index(index, "hospital_booking")
    op.rename_table("hospital_booking", "hospital_booking_before")
    _booking()
    op.execute(
        f"INSERT INTO hospital_booking ({KEPT}, wish, doctor, edition) "
        f"SELECT {KEPT}, '', '', 0 FROM hospital_booking_before"
    )
    op.drop_table("hospital_booking_before")


def _booking() -> None:
    op.create_table(
        "hospital_booking",
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("clinic", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("doctor", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("serves_at", sa.Float(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.Float(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("patient", sa.LargeBinary(), nullable=True),
        sa.Column("identity", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("visit", sa.Text(), nullable=False),
        sa.Column("referral", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.Float(), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.Column("confirmed_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("ticket"),
    )
    op.create_index("ix_hospital_booking_person_day", "hospital_booking", ["person", "day"])
    op.create_index("ix_hospital_booking_clinic_day_state", "hospital_booking", ["clinic", "day", "state"])
    op.create_index("ix_hospital_booking_day", "hospital_booking", ["day"])
    op.create_index(
        "one_booking_a_patient_and_day",
        "hospital_booking",
        ["patient", "clinic", "day"],
        unique=True,
        sqlite_where=sa.text("state IN ('booked', 'pending', 'waiting')"),
    )
    op.create_index(
        "one_holder_a_place",
        "hospital_booking",
        ["clinic", "doctor", "day", "number"],
        unique=True,
        sqlite_where=sa.text("state = 'booked'"),
    )
