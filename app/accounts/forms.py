"""The forms of accounts, with their sentences."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import EmailField, Form, PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

EMAIL_WORDS = "Vérifiez votre adresse courriel : elle s’écrit comme nom@exemple.fr."
TEST_MAIL = True


def _trimmed(value: Any) -> Any:
    return " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else value


def check_email(_form: Form, field: Any) -> None:
    """Refuse what is no address."""
    try:
        validate_email(field.data, check_deliverability=False, test_environment=TEST_MAIL)
    except EmailNotValidError as error:
        raise ValidationError(EMAIL_WORDS) from error


def _name(noun: str) -> list[Any]:
    return [InputRequired(f"Écrivez votre {noun}."), Length(max=120, message=f"Raccourcissez votre {noun}.")]


class SignUpForm(Form):
    """« Je crée mon compte »."""

    first_name = StringField("Prénom", _name("prénom"), [_trimmed])
    last_name = StringField("Nom", _name("nom"), [_trimmed])
    email = EmailField("Email", [InputRequired("Écrivez votre adresse courriel."), check_email], [_trimmed])


class LoginForm(Form):
    """« Connexion à votre compte »."""

    email = EmailField("Adresse courriel", [InputRequired("Écrivez votre adresse courriel.")], [_trimmed])
    password = PasswordField("Mot de passe", [InputRequired("Écrivez votre mot de passe.")])


class ForgottenForm(Form):
    """« Changement de votre mot de passe »."""

    email = EmailField("Adresse courriel", [InputRequired("Écrivez votre adresse courriel."), check_email], [_trimmed])


class PasswordForm(Form):
    """« Créer mon mot de passe »."""

    password = PasswordField("Nouveau mot de passe", [InputRequired("Choisissez un mot de passe.")])
    confirmation = PasswordField("Confirmez le nouveau mot de passe", [InputRequired("Écrivez-le une seconde fois.")])

    def validate_confirmation(self, field: Any) -> None:
        """Compare both."""
        if self.password.data and field.data != self.password.data:
            raise ValidationError("Les deux mots de passe ne sont pas les mêmes. Écrivez-les à nouveau.")


class ChangePasswordForm(PasswordForm):
    """« Changer mon mot de passe », by somebody who knows the one of now."""

    current = PasswordField("Mot de passe actuel", [InputRequired("Écrivez votre mot de passe actuel.")])


class ChangeEmailForm(Form):
    """« Changer mon adresse courriel »."""

    email = EmailField(
        "Nouvelle adresse courriel", [InputRequired("Écrivez la nouvelle adresse."), check_email], [_trimmed]
    )
    current = PasswordField("Mot de passe actuel", [InputRequired("Écrivez votre mot de passe actuel.")])


class CloseForm(Form):
    """« Fermer mon compte »."""

    current = PasswordField("Mot de passe actuel", [InputRequired("Écrivez votre mot de passe actuel.")])


class CodeForm(Form):
    """The code of the second factor."""

    code = StringField(
        "Code à 6 chiffres", [InputRequired("Écrivez le code que montre votre application.")], [_trimmed]
    )
